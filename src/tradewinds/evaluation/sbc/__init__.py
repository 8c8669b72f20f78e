"""Simulation-based calibration: does an algorithm find, as often as it claims, the truth it was given?

For every simulation the parameters are drawn from the prior and the targets from the model given them; the
algorithm is run on these targets. Among draws of an exact posterior the rank of the true value of any
quantity, a function of parameters and data, is uniform (Talts, Betancourt, Simpson, Vehtari & Gelman 2018;
Modrák, Moon, Kim, Bürkner, Huurre, Faltejsková, Gelman & Vehtari 2023).
"""
