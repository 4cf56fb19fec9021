import ArgumentParser
import Traces

extension TraceHeader.Form: ExpressibleByArgument {}
