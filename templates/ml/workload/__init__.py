"""The example workload: breast-cancer diagnosis with a logistic regression.

Everything that runs in a job (settings, secrets, manifest, prepare, train, evaluate) imports only the standard library
and what the SageMaker scikit-learn image ships: an isolated container cannot install anything.
"""
