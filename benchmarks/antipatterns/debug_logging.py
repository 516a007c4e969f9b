"""Settles the accounts of a clearing house and traces every step for support, when they ask for it."""

import logging

logger = logging.getLogger(__name__)


def settle(accounts, transfers):
    refused = 0
    for source, target, amount in transfers:
        logger.debug(f"before {source}->{target}: {sorted(accounts.items())[:3]} of {len(accounts)}")
        if accounts.get(source, 0) < amount:
            logger.debug("refused %s" % repr((source, target, amount)))
            refused += 1
            continue
        accounts[source] -= amount
        accounts[target] = accounts.get(target, 0) + amount
        logger.info("moved {} from {} to {}".format(amount, source, target))
    return refused


def main():
    accounts = {f"a{index}": 1000 for index in range(300)}
    transfers = [(f"a{index % 300}", f"a{index * 7 % 300}", index * 37 % 400) for index in range(24_000)]
    print(settle(accounts, transfers), sum(accounts.values()), accounts["a7"])


if __name__ == "__main__":
    main()
