"""How strong each variant is, out of who beat whom: fits, intervals, which pair to ask next."""
