import ArgumentParser
import Traces
import Workbench

extension TraceHeader.Form: ExpressibleByArgument {}

extension DeviceList: ExpressibleByArgument {}
