"""Making the encoder: what it learns from, its network, the fitting, the export. Needs the extra `train`."""
