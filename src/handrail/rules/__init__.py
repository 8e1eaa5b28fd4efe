"""Pure decisions on frozen values: no Django, no clock, no input or output."""
