"""Runs jobs by their due time; a job may bring follow-up jobs."""


def simulate(initial, horizon):
    """Order in which jobs ran, as (due, number)."""
    queue = list(initial)
    done = []
    following = len(queue)
    while queue:
        job = min(queue)
        queue.remove(job)
        due, number = job
        if due > horizon:
            break
        done.append(job)
        if number % 3 == 0:
            queue.append((due + number % 50 + 1, following))
            following += 1
    return done


def main():
    initial = [(index * 7919 % 5000, index) for index in range(4500)]
    done = simulate(initial, 6000)
    print(len(done), sum(due * (place % 7) for place, (due, _) in enumerate(done)), done[:4])


if __name__ == "__main__":
    main()
