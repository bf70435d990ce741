"""The box at the loudspeaker: two processes, no Django."""
