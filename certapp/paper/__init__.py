"""The printed page: its layout, its QR, its seal; and QR texts out of uploads. Knows `credential/` only."""
