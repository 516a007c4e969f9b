"""Assembles the settings of all organs from files, environment and flags."""
