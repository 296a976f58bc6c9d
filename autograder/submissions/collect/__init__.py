"""Makes a folder of submissions out of what a learning platform, a code host or a person delivers."""
