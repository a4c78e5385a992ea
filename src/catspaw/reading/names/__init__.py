"""Who and where: names of the case's books in a text, in whatever spelling, and what stands in for them."""

from catspaw.reading.names.again import with_descriptions
from catspaw.reading.names.book import NameBook, make_names
from catspaw.reading.names.mentions import Mention, find_mentions

__all__ = ["Mention", "NameBook", "find_mentions", "make_names", "with_descriptions"]
