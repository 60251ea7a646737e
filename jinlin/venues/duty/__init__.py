"""Duty rotas (值班): posts with promised hours, a fair plan, turns that people accept, stand-ins, and the promise kept."""
