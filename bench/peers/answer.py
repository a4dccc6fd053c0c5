"""Answers questions about one peer, a line of JSON each: do the losses agree (check), how long is a step (time)."""

import json
import sys
import time

from work import Work


def load(peer):
    if peer == "jax":
        import jax
        from jax_training import Training

        return Training, f"JAX {jax.__version__}"
    import torch
    from torch_training import Training

    torch.set_num_threads(1)
    if peer == "torch":
        return Training, f"PyTorch {torch.__version__}"
    return lambda work, form: Training(work, form, compiled=True), f"torch.compile {torch.__version__}"


def milliseconds_a_step(training, steps, seconds):
    """The mean over as many calls of `steps` steps as fit into the time, after one that is not counted."""
    training.run(steps)
    done, began = 0, time.perf_counter()
    while done == 0 or time.perf_counter() - began < seconds:
        training.run(steps)
        done += steps
    return 1000 * (time.perf_counter() - began) / done


def main():
    make, version = load(sys.argv[1])
    print(json.dumps({"version": version}), flush=True)
    trainings = {}
    for line in sys.stdin:
        question = json.loads(line)
        key = (question["work"], question["form"])
        if question["do"] == "forget":
            trainings.pop(key, None)
            print("{}", flush=True)
            continue
        if key not in trainings:
            trainings[key] = make(Work(question["work"]), question["form"])
        training = trainings[key]
        if question["do"] == "check":
            answer = {"objectives": training.recorded_objectives().tolist()}
        else:
            answer = {"milliseconds": milliseconds_a_step(training, question["steps"], question["seconds"])}
        print(json.dumps(answer), flush=True)


main()
