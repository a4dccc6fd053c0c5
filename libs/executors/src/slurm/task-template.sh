#!/bin/bash
# What each task of the array runs on its node. Its arguments are the project's own command with all that belongs to it.
# A copy of this file may set up a node first (modules, variables, #SBATCH lines): name it as `template` in the options.
exec "$@"
