"""What operators ask before they change anything: names, loops, aliases, who else may see, guards."""
