"""SFT, DPO and fDPO on TRL."""
