"""Who says what: a linear CRF that marks sources, cues and contents, and the rules that join them."""
