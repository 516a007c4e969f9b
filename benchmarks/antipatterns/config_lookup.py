"""Effective settings of devices: most have none of their own and take the default of their model."""


class Settings:
    def __init__(self, own, defaults):
        self.own = own
        self.defaults = defaults

    def value(self, device, model):
        try:
            return self.own[device]
        except KeyError:
            try:
                return self.defaults[model]
            except KeyError:
                return 0


def total(settings, devices):
    result = 0
    for device, model in devices:
        result += settings.value(device, model)
    return result


def main():
    settings = Settings({f"d{index}": index for index in range(0, 40_000, 20)}, {f"m{index}": index * 3 for index in range(5)})
    devices = [(f"d{index}", f"m{index % 9}") for index in range(40_000)]
    print([total(settings, devices[start:]) for start in range(0, 40_000, 1200)])


if __name__ == "__main__":
    main()
