"""The roof: what a person starts, and the only place where the parts are put together."""
