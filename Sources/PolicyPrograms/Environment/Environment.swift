import EventEngine
import Experiments
import PatchModel
package import PatchSimulator
import Text

/// A simulation of which somebody else has the loop: a trainer that learns how to decide.
///
/// It sees what a program sees and, as its reward alone, what the truth has cost.
package struct Environment {
    private let world: World
    private let configuration: ProgramConfiguration
    private var seed: UInt64
    private var simulation: Simulation<DoNothing>?
    private var seq = 0
    private var episode = -1
    private var cost = 0.0
    private var releases: [Tick]

    /// - Parameters:
    ///   - configuration: what the first message tells.
    ///   - seed: until another one is asked for.
    package init(_ world: World, _ configuration: ProgramConfiguration, seed: UInt64) {
        self.world = world
        self.configuration = configuration
        self.seed = seed
        releases = world.briefing.patches.map { max(0, $0.released) }
    }

    /// The first line, which needs no request.
    package var greeting: [UInt8] { configuration.hello(world.briefing).line }

    /// The answer to a line; nil: nothing more is wanted.
    package mutating func answer(_ line: [UInt8]) -> [UInt8]? {
        do {
            guard let text = String(validating: line, as: UTF8.self) else { throw ShapeMistake("UTF-8") }
            switch try EnvironmentRequest(json: try JSONReader.read(text)) {
            case .reset(let request): return reset(request).line
            case .step(let request): return try step(request).line
            case .close: return nil
            }
        } catch let problem as JSONReader.Problem {
            return mistake("JSON (\(problem.message))")
        } catch let mistake as ShapeMistake {
            return self.mistake(mistake.description)
        } catch {
            return mistake("\(error)")
        }
    }

    private func mistake(_ text: String) -> [UInt8] {
        ErrorMessage(seq: seq, incident: .wrongType, action: nil, text: text).line
    }

    private mutating func reset(_ request: ResetRequest) -> EnvironmentState {
        if let wanted = request.seed { seed = UInt64(bitPattern: Int64(wanted)) }
        // Who wants to see details is never run ahead of, so that every moment can be the next.
        var simulation = Simulation(
            world,
            policy: DoNothing(expecting: .progress),
            seed: seed,
            replication: request.replication
        )
        simulation.advance(to: 0)
        self.simulation = simulation
        episode += 1
        seq = 0
        cost = total(simulation.ledger)
        return state(simulation, since: -1, why: [.start], incidents: [])
    }

    private mutating func step(_ request: StepRequest) throws(ShapeMistake) -> EnvironmentState {
        guard var simulation else { throw ShapeMistake("a reset first") }
        let now = simulation.now
        var incidents: [ErrorMessage] = []
        func note(_ kind: Incident.Kind, _ text: String, _ action: Int?) {
            incidents.append(ErrorMessage(seq: seq, incident: kind, action: action, text: text))
        }
        for (place, item) in request.actions.prefix(configuration.limits.actions).enumerated() {
            do {
                let ordered = try Order(json: item.json).action()
                try simulation.act(ordered.action, because: ordered.reason)
            } catch let error as OrderError {
                note(error.isUnknown ? .unknown : .impossible, error.description, place)
            } catch let mistake as ShapeMistake {
                note(.unknown, mistake.description, place)
            } catch {
                note(.unknown, "\(error)", place)
            }
        }
        if request.actions.count > configuration.limits.actions {
            note(.tooMany, "\(request.actions.count) actions; the first \(configuration.limits.actions) count", nil)
        }
        let grid = Tick(configuration.grid)
        var wake = request.wake.map { min($0, simulation.horizon) } ?? simulation.horizon
        if wake <= now {
            if now < simulation.horizon { note(.past, "second \(wake) has passed; now is \(now)", nil) }
            wake = now + 1
        }
        wake = min(simulation.horizon, (wake + grid - 1) / grid * grid)
        let release = releases.filter { $0 > now }.min() ?? simulation.horizon
        simulation.advance(to: min(wake, release))
        self.simulation = simulation
        let why: [Observation.Why] =
            (release <= simulation.now ? [.release] : []) + (wake <= simulation.now ? [.wake] : [])
        return state(simulation, since: now, why: why, incidents: incidents)
    }

    private mutating func state(
        _ simulation: Simulation<DoNothing>,
        since before: Tick,
        why: [Observation.Why],
        incidents: [ErrorMessage]
    ) -> EnvironmentState {
        seq += 1
        let now = simulation.now
        let all = total(simulation.ledger)
        defer { cost = all }
        let released = releases.indices.filter { releases[$0] > before && releases[$0] <= now }
        return EnvironmentState(
            observation: Observation(
                episode: episode,
                seq: seq,
                now: now,
                why: why,
                released: Array(released),
                console: simulation.console
            ),
            cost: all - cost,
            isEnded: now >= simulation.horizon,
            incidents: incidents
        )
    }

    private func total(_ ledger: Ledger) -> Double {
        if let prices = world.scenario.prices { return Metric.cost(prices).value(in: ledger)?.value ?? 0 }
        return Double(ledger.exposure.plain) / 86_400 + ledger.downtime.unplanned / 86_400
    }
}
