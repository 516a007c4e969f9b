"""Splits, parses and formats the statements of a migration script."""

import hashlib

import sqlparse

SCRIPT = """
-- customers and what they ordered
CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL, city TEXT DEFAULT 'unknown');
INSERT INTO customer (id, name, city) VALUES ({n}, 'O''Neil {n}', 'Porto'), ({n} + 1, 'Ann', NULL);
SELECT c.name, count(*) AS orders, sum(o.cents) / 100.0 AS total FROM customer c
  LEFT JOIN orders o ON o.customer = c.id AND o.state IN ('paid', 'sent', 'back')
  WHERE c.city LIKE 'P%' AND (o.cents BETWEEN 100 AND {n}00 OR o.cents IS NULL)
  GROUP BY c.name HAVING count(*) > 2 ORDER BY total DESC, c.name LIMIT 10;
UPDATE orders SET state = CASE WHEN cents > 1000 THEN 'big' WHEN cents > 10 THEN 'small' ELSE 'none' END WHERE id = {n};
"""


def main():
    digest = hashlib.sha256()
    count = 0
    for number in range(60):
        for statement in sqlparse.split(SCRIPT.format(n=number)):
            count += 1
            digest.update(sqlparse.format(statement, reindent=True, keyword_case="upper").encode())
            parsed = sqlparse.parse(statement)[0]
            digest.update(f"{parsed.get_type()} {len(list(parsed.flatten()))}".encode())
    print(count, digest.hexdigest())


if __name__ == "__main__":
    main()
