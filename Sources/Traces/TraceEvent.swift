import EventEngine

/// An event of the JSON trace-event format.
///
/// Google, "Trace Event Format", sections on complete, instant, counter and metadata events.
struct TraceEvent: Encodable {
    enum Argument: Encodable {
        case number(Int)
        case text(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            }
        }
    }

    var name: String
    /// The kind of event.
    var ph: String
    var pid: Int
    var tid: Int
    /// Microseconds after the start.
    var ts: Int64 = 0
    var dur: Int64?
    /// How far an instant reaches: `t`, its own track.
    var s: String?
    var args: [String: Argument]?

    /// Something that lasts.
    static func slice(_ name: String, _ pid: Int, _ tid: Int, from: Tick, to: Tick, _ args: [String: Argument]? = nil)
        -> TraceEvent
    {
        TraceEvent(
            name: name,
            ph: "X",
            pid: pid,
            tid: tid,
            ts: from * 1_000_000,
            dur: (to - from) * 1_000_000,
            args: args
        )
    }

    static func instant(_ name: String, _ pid: Int, _ tid: Int, at time: Tick, _ args: [String: Argument]? = nil)
        -> TraceEvent
    {
        TraceEvent(name: name, ph: "i", pid: pid, tid: tid, ts: time * 1_000_000, s: "t", args: args)
    }

    static func counter(_ name: String, _ pid: Int, at time: Tick, _ values: [String: Int]) -> TraceEvent {
        TraceEvent(
            name: name,
            ph: "C",
            pid: pid,
            tid: 0,
            ts: time * 1_000_000,
            args: values.mapValues { .number($0) }
        )
    }

    /// The name of a process, and its place among the others.
    static func process(_ name: String, _ pid: Int) -> [TraceEvent] {
        [
            TraceEvent(name: "process_name", ph: "M", pid: pid, tid: 0, args: ["name": .text(name)]),
            TraceEvent(name: "process_sort_index", ph: "M", pid: pid, tid: 0, args: ["sort_index": .number(pid)]),
        ]
    }

    static func thread(_ name: String, _ pid: Int, _ tid: Int) -> [TraceEvent] {
        [
            TraceEvent(name: "thread_name", ph: "M", pid: pid, tid: tid, args: ["name": .text(name)]),
            TraceEvent(name: "thread_sort_index", ph: "M", pid: pid, tid: tid, args: ["sort_index": .number(tid)]),
        ]
    }
}
