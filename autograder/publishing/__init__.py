"""solutions/ -> what students get: stub modules, handouts, notebooks, the kit, nbgrader's source tree."""
