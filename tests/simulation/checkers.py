class Checkers:
    def __init__(self, world):
        self.world = world

    def after_event(self):
        pass

    def at_the_end(self):
        pass
