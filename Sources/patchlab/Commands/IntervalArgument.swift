public import ArgumentParser
public import Experiments

extension IntervalMethod: ExpressibleByArgument {}
