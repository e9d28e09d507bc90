"""The workload: prepare, train, evaluate and register a model, and serve it. ml/model.json says what model that is.

model.py is the part to replace. Everything that runs in a job imports only the standard library, what its image has,
and pure Python packages that the launcher sends along: a job reaches no package index, and an isolated one nothing.
"""
