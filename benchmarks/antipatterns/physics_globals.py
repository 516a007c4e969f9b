"""Bouncing balls with gravity, friction and a floor, in fixed steps of whole millimetres."""

import math

GRAVITY = 981
STEP_MS = 20
FLOOR = 0
BOUNCE_PERCENT = 80


class Ball:
    def __init__(self, height, speed):
        self.height = height
        self.speed = speed
        self.bounces = 0


def step(balls):
    for ball in balls:
        ball.speed = ball.speed - GRAVITY * STEP_MS // 1000
        ball.height = ball.height + ball.speed * STEP_MS // 1000
        if ball.height < FLOOR:
            ball.height = FLOOR
            ball.speed = -ball.speed * BOUNCE_PERCENT // 100
            ball.bounces = ball.bounces + 1


def energy(balls):
    total = 0.0
    for ball in balls:
        total += math.sqrt(abs(ball.speed)) + math.floor(ball.height / 10)
    return total


def main():
    balls = [Ball(1000 + index * 37 % 5000, index % 90) for index in range(900)]
    for _ in range(4400):
        step(balls)
    print(sum(ball.bounces for ball in balls), sum(ball.height for ball in balls), f"{energy(balls):.6f}")


if __name__ == "__main__":
    main()
