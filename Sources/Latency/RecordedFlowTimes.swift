// SPDX-License-Identifier: Apache-2.0

public import Gateway
internal import OrderFlow
internal import Quantities

/// A recorded flow as a load: its commands, at its own times or `speed` times as fast.
public struct RecordedFlowTimes: Sendable {
  public let name: String
  public let markets: [PlannedMarket]
  public let load: RecordedLoad

  /// - Throws: what the file is not, or that nothing of it falls into the time.
  public init(path: String, speed: Double, sessions: Int, seconds: Double) throws(BenchError) {
    let plan: LoadPlan
    let commands: [PlannedCommand]
    do throws(GatewayError) {
      plan = try LoadPlan.recorded(path)
      commands = try plan.recordedCommands(
        withinNanoseconds: UInt64(min(seconds * speed, 1e9) * 1e9), countMax: Arrivals.countMax)
    } catch { throw BenchError("\(error)") }
    guard let first = commands.first else {
      throw BenchError("\(path) has no orders in it: give a file that records some")
    }
    name = plan.name
    markets = plan.markets
    var load = RecordedLoad(commands: [], times: [])
    for planned in commands {
      let offset = span(first.timeNanoseconds, planned.timeNanoseconds)
      load.times.append(max(UInt64(Double(offset) / speed), load.times.last ?? 0))
      let account = planned.account
      let place =
        account.role == .maker ? Int(account.index) : plan.makers + Int(account.index)
      var command = PathCommand(
        kind: .recorded, session: UInt16(place % sessions), market: planned.market)
      command.side = planned.side == .buy ? 0 : 1
      command.order = planned.clientID
      switch planned.kind {
      case .newLimit, .newIOC:
        (command.price, command.lots) = (planned.priceTicks, planned.lots)
        command.isIOC = planned.kind == .newIOC
      case .cancel: break
      case .reduceTo:
        (command.price, command.lots) = (planned.priceTicks, planned.lots)
        command.replacement = .max
      case .replace:
        (command.price, command.lots) = (planned.priceTicks, planned.lots)
        command.replacement = planned.newClientID
      }
      load.commands.append(command)
    }
    self.load = load
  }
}
