#!/bin/sh
# Sixteen tasks of an array make and play a fleet of ten million people, each its part. The parts are joined afterwards:
# rfid-sim fleet join city.fleet part-*.fleet
#SBATCH --job-name=fleet
#SBATCH --array=1-16
#SBATCH --cpus-per-task=8
#SBATCH --requeue
set -eu
part="part-$SLURM_ARRAY_TASK_ID.fleet"
# A task that was ended goes on with the blocks that have not lived the day.
[ -e "$part" ] || rfid-sim fleet new "$part" --people 10000000 --shard "$SLURM_ARRAY_TASK_ID/16" --threads "$SLURM_CPUS_PER_TASK"
exec rfid-sim fleet day "$part" --scenario working-day --threads "$SLURM_CPUS_PER_TASK"
