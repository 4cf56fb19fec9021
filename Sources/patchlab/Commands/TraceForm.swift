public import ArgumentParser
public import Reports

extension TraceHeader.Form: ExpressibleByArgument {}
