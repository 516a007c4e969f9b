"""Functions of a module as a C extension: which may be compiled, the text of it, and how it is bound."""
