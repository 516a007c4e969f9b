"""Marks comments that mention one of the words on the moderation list."""

WORDS = [f"{prefix}{stem}" for prefix in ("cheap ", "free ", "best ", "hot ") for stem in
         ("casino", "pills", "loans", "watches", "tickets", "bets", "followers", "crypto", "miles", "deals",
          "poker", "diet", "phones", "vpn", "movies", "coins", "tokens", "credits", "stocks", "gold",
          "silver", "shoes", "bags", "glasses", "rings", "lamps", "sofas", "cars", "boats", "planes",
          "hotels", "flights", "cruises", "tours", "trips", "visas", "passes", "cards", "gifts", "codes")]


def comments(size):
    words = ["please", "the", "order", "arrived", "broken", "and", "I", "want", "my", "money", "back", "today"]
    result = []
    for index in range(size):
        text = " ".join(words[(index * step) % 12] for step in range(1, 25))
        if index % 9 == 0:
            text += " " + WORDS[index % len(WORDS)].upper()
        result.append(text)
    return result


def is_spam(text):
    lowered = text.lower()
    return any(word in lowered for word in WORDS)


def main():
    marked = [index for index, text in enumerate(comments(30_000)) if is_spam(text)]
    print(len(marked), sum(marked))


if __name__ == "__main__":
    main()
