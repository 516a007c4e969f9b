"""Drops events of blocked accounts from an activity feed before it is shown."""

import hashlib


def feed(size):
    return [{"account": index * 37 % 5000, "kind": ("view", "like", "post")[index % 3]} for index in range(size)]


def blocked_accounts(count):
    accounts = [index * 13 % 5000 for index in range(count)]
    accounts.sort(reverse=True)
    return accounts


def visible(events, blocked):
    """Events whose account is not blocked, in order."""
    shown = []
    for event in events:
        if event["account"] not in blocked:
            shown.append(event)
    return shown


def main():
    digest = hashlib.sha256()
    for blocked in (blocked_accounts(1200), blocked_accounts(400)):
        shown = visible(feed(40000), blocked)
        digest.update(repr([event["account"] for event in shown]).encode())
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
