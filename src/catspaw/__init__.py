"""Reports about a proxy conflict in; a sourced, contested, runnable network out."""
