"""Trains, judges and exports Plumbline's two networks: `lifter` (key points) and `barbell` (plates and sleeve ends)."""
