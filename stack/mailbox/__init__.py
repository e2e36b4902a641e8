"""The development mailbox: takes every mail the stack sends and shows it, delivers none."""
