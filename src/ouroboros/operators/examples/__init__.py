"""Examples and refusals of rewrites that need many: one file each, named like the rewrite."""
