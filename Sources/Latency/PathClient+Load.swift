// SPDX-License-Identifier: Apache-2.0

internal import CMachine
internal import Gateway
internal import Memory
internal import PacketIO
internal import Telemetry
internal import WireFormat

/// Commands, their times, and where what becomes of them is recorded.
final class PathLoad {
  let commands: [PathCommand]
  /// Offsets from the start; empty to send whenever fewer than `window` commands are under way.
  let times: [UInt64]
  let recording: LoadRecording
  let signing: LoadSigning
  let window: Int
  /// Whether outcomes are exactly those planned: until something is refused for want of room.
  var isExact = true
  /// When the first command was planned, and when the last answer came or was given up.
  var startedAt: UInt64 = 0
  var endedAt: UInt64 = 0
  /// Where commands are in the order numbers given: `numbers[order − base]`.
  var numberBase: UInt64 = 0
  var numbers: [Int32] = []
  /// Signed bodies, one after another, and where each begins.
  var bodies = ByteBuffer(count: 1)
  var bodyStarts: [UInt32] = []
  var sent = 0

  init(
    commands: [PathCommand], times: [UInt64], recording: LoadRecording, signing: LoadSigning,
    window: Int = .max
  ) {
    self.commands = commands
    self.times = times
    self.recording = recording
    self.signing = signing
    self.window = window
    let given = commands.map { $0.kind == .replace ? $0.replacement : $0.order }
    let entering = commands.indices.filter { commands[$0].entersOrder }
    if let low = entering.map({ given[$0] }).min(), let high = entering.map({ given[$0] }).max(),
      high - low < UInt64(commands.count) * 4
    {
      numberBase = low
      numbers = Array(repeating: -1, count: Int(high - low) + 1)
      for index in entering { numbers[Int(given[index] - low)] = Int32(index) }
    }
  }

  func command(ofOrder order: UInt64) -> Int? {
    if order < numberBase || order - numberBase >= UInt64(numbers.count) { return nil }
    let index = numbers[Int(order - numberBase)]
    return index < 0 ? nil : Int(index)
  }
}

extension PathCommand {
  var entersOrder: Bool {
    switch kind {
    case .enter, .near, .take, .replace: true
    case .cancel, .recorded: false
    }
  }

  func write(to writer: inout CommandDatagramWriter) {
    switch kind {
    case .cancel: writer.append(CancelOrder(market: market, clientOrder: order))
    case .replace:
      writer.append(
        ReplaceOrder(
          market: market, clientOrder: order, newClientOrder: replacement, price: price,
          quantity: lots))
    case .enter, .near, .take:
      writer.append(
        NewOrder(
          market: market, side: side, timeInForce: isIOC ? 1 : 0, price: price, quantity: lots,
          clientOrder: order))
    case .recorded:
      if replacement != 0 {
        writer.append(
          ReplaceOrder(
            market: market, clientOrder: order,
            newClientOrder: replacement == .max ? 0 : replacement,
            price: price, quantity: lots))
      } else if lots == 0 && price == 0 {
        writer.append(CancelOrder(market: market, clientOrder: order))
      } else {
        writer.append(
          NewOrder(
            market: market, side: side, timeInForce: isIOC ? 1 : 0, price: price, quantity: lots,
            clientOrder: order))
      }
    }
  }

  /// The template its result names.
  var template: UInt16 {
    switch kind {
    case .cancel: CancelOrder.templateID
    case .replace: ReplaceOrder.templateID
    case .enter, .near, .take: NewOrder.templateID
    case .recorded: 0
    }
  }
}

extension PathClient {
  /// Frames written before they are handed to the port.
  private static let burstMax = 8

  /// Gives the load's commands their nonces, and signs them if that is done ahead.
  func prepare(_ load: PathLoad) {
    let recording = load.recording
    for member in members {
      member.nonceBase = member.nonce
      member.commands.removeAll(keepingCapacity: true)
    }
    for (index, command) in load.commands.enumerated() {
      let member = members[Int(command.session)]
      member.commands.append(UInt32(index))
      recording.samples[index].kind = command.kind.rawValue
      recording.samples[index].session = command.session
    }
    if load.signing == .ahead { signAhead(load) }
  }

  /// Sends a prepared load at its times and takes the answers, until all have come or are given up.
  func run(_ load: PathLoad) throws(BenchError) {
    trial = load
    defer { trial = nil }
    let recording = load.recording
    // A moment, so that the first command is not late.
    load.startedAt = clock.nanoseconds() + 20_000_000
    for (index, time) in load.times.enumerated() {
      recording.samples[index].planned = load.startedAt + time
    }
    try loop(load)
    load.endedAt = clock.nanoseconds()
    for member in members { member.nonce = member.nonceBase + UInt64(member.commands.count) }
  }

  private func loop(_ load: PathLoad) throws(BenchError) {
    let recording = load.recording
    var heardAt = load.startedAt
    var answeredBefore = 0
    var rounds = 0
    while true {
      let now = clock.nanoseconds()
      let due = due(load, now)
      if due > 0 { send(load, due) }
      let taken = receive()
      let answered = recording.answered
      if answered != answeredBefore || due > 0 {
        // The public feed is always there: only answers tell that the venue goes on.
        answeredBefore = answered
        heardAt = max(now, load.startedAt)
      }
      if load.sent == load.commands.count && answered == load.sent { return }
      if let closed = members.first(where: \.isClosed) {
        throw BenchError("the venue closed the session of key \(closed.session.key): see its log")
      }
      rounds &+= 1
      if rounds & 1_023 == 0 && wasInterrupted { return }
      if due > 0 || taken > 0 { continue }
      let isWaiting = load.sent == load.commands.count || load.times.isEmpty
      if isWaiting && now > heardAt && now - heardAt > patienceNanoseconds { return }
      // Between two commands of a spinning generator nobody else gets its core.
      if idle == .yield { ml_machine_yield() } else { ml_machine_pause() }
    }
  }

  /// How many commands are due.
  private func due(_ load: PathLoad, _ now: UInt64) -> Int {
    let most = load.signing == .live ? 1 : Self.burstMax
    let left = min(most, load.commands.count - load.sent)
    if load.times.isEmpty {
      return min(left, max(0, load.window - (load.sent - load.recording.answered)))
    }
    var due = 0
    let room = load.window - (load.sent - load.recording.answered)
    while due < min(left, room) && load.recording.samples[load.sent + due].planned <= now {
      due += 1
    }
    return due
  }

  /// Writes and sends the next `count` commands, fewer when the port grants fewer frames: those stay due,
  /// and are late.
  private func send(_ load: PathLoad, _ count: Int) {
    let granted = port.reserve(count)
    if granted == 0 {
      counts.portRefused += 1
      return
    }
    let first = load.sent
    for i in 0..<granted {
      let begun = clock.nanoseconds()
      let frame = port.outgoing(i)
      let payload = frame.slice(
        UDPDatagram.payloadOffset, count: UDPDatagram.payloadBytesMax)
      let length = write(load, first + i, payload, begun)
      port.setLength(i, address(frame, length))
      load.recording.samples[first + i].begun = begun
    }
    let moment = Moment(clock)
    for i in first..<first + granted {
      if load.times.isEmpty {
        load.recording.samples[i].planned = load.recording.samples[i].begun
      }
      load.recording.samples[i].sent = moment.now
      load.recording.samples[i].kernelSent = moment.kernel
      load.recording.samples[i].state = .sent
    }
    let taken = port.transmit(granted)
    counts.portDropped += UInt64(granted - taken)
    load.sent += granted
    load.recording.noteSent(load.sent)
  }

  /// Writes one command's frame.
  private func write(
    _ load: PathLoad, _ index: Int, _ bytes: MutableByteView, _ now: UInt64
  ) -> Int {
    let member = members[Int(load.commands[index].session)]
    if !load.bodyStarts.isEmpty {
      let start = Int(load.bodyStarts[index])
      let body = load.bodies.bytes.view.slice(start, count: Int(load.bodyStarts[index + 1]) - start)
      return member.session.writeFrame(around: body, into: bytes, now: now)
    }
    member.nonce += 1
    let length = sign(load.commands[index], member, member.nonce)
    return member.session.writeFrame(
      around: member.body.bytes.view.slice(0, count: length), into: bytes, now: now)
  }

  private func sign(_ command: PathCommand, _ member: PathMember, _ nonce: UInt64) -> Int {
    member.session.writeSigned(
      into: member.body.bytes, frame: member.room.bytes, nonce: nonce, validUntil: validUntil
    ) { command.write(to: &$0) }
  }

  private func signAhead(_ load: PathLoad) {
    // A body is signature, header, prefix and one command: well below this.
    let bodyBytesMax = 256
    let bodies = ByteBuffer(count: load.commands.count * bodyBytesMax)
    load.bodyStarts = [0]
    load.bodyStarts.reserveCapacity(load.commands.count + 1)
    var nonces = members.map(\.nonce)
    for command in load.commands {
      let session = Int(command.session)
      nonces[session] += 1
      let length = sign(command, members[session], nonces[session])
      let start = Int(load.bodyStarts.last ?? 0)
      bodies.bytes.slice(start, count: length).copy(
        members[session].body.bytes.view.slice(0, count: length))
      load.bodyStarts.append(UInt32(start + length))
    }
    load.bodies = consume bodies
  }

  // MARK: Answers

  func take(
    _ result: CommandResult, _ trailer: ReportTrailer, _ member: PathMember, _ moment: Moment
  ) {
    guard let load = trial, let index = member.command(result.nonce) else {
      if isDesk(member) { member.lastCode = result.code } else { counts.late += 1 }
      return
    }
    var sample = load.recording.samples[index]
    guard case .sent = sample.state else {
      counts.repeated += 1
      return
    }
    sample.answered = moment.now
    sample.kernelAnswered = moment.kernel
    sample.received = trailer.received
    sample.verified = trailer.verified
    sample.sequenced = trailer.sequenced
    sample.matched = trailer.matched
    sample.committed = trailer.committed
    sample.left = trailer.sent
    sample.state = judge(result, load, index)
    load.recording.samples[index] = sample
    load.recording.finish(index)
  }

  /// Whether a result is what the command must come to.
  private func judge(_ result: CommandResult, _ load: PathLoad, _ index: Int) -> LoadSample.State {
    let command = load.commands[index]
    if result.resent != 0 || result.ordinal != 0 || result.count != 1 {
      return wrong(
        "resent \(result.resent), ordinal \(result.ordinal), count \(result.count)", index)
    }
    if case .recorded = command.kind { return result.code == 0 ? .answered : .refused }
    if result.template != command.template {
      return wrong("it answers template \(result.template), not \(command.template)", index)
    }
    if result.code != 0 {
      if mayPass(command, load), result.codeValue == .unknownOrder {
        counts.overtook += 1
        return .refused
      }
      return wrong("refused: \(result.codeValue.map { "\($0)" } ?? "\(result.code)")", index)
    }
    let number: UInt64
    let open: UInt64
    switch command.kind {
    case .enter, .near: (number, open) = (command.order, command.lots)
    case .take: (number, open) = (command.order, 0)
    case .cancel: (number, open) = (command.order, 0)
    case .replace: (number, open) = (command.replacement, command.lots)
    case .recorded: (number, open) = (result.clientOrder, result.openQuantity)
    }
    if result.clientOrder != number {
      return wrong("it names order \(result.clientOrder), not \(number)", index)
    }
    if result.openQuantity != open {
      return wrong("\(result.openQuantity) lots are open, not \(open)", index)
    }
    return .answered
  }

  /// Whether a cancel or replacement may find nothing: its order was not known to be there when it left,
  /// and it may have passed it.
  private func mayPass(_ command: PathCommand, _ load: PathLoad) -> Bool {
    guard command.kind == .cancel || command.kind == .replace, command.target >= 0 else {
      return !load.isExact && (command.kind == .cancel || command.kind == .replace)
    }
    let target = load.recording.samples[Int(command.target)]
    guard case .answered = target.state else { return true }
    return false
  }

  private func wrong(_ what: String, _ index: Int) -> LoadSample.State {
    counts.wrong += 1
    if counts.wrongFirst == nil { counts.wrongFirst = "command \(index): \(what)" }
    return .wrong
  }

  func take(_ fill: Fill, _ member: PathMember) {
    counts.fills += 1
    guard let load = trial, fill.liquidityValue == .taker,
      let index = load.command(ofOrder: fill.clientOrder)
    else { return }
    load.recording.samples[index].filled &+= UInt32(truncatingIfNeeded: fill.quantity)
  }

  func takeBusy(_ busy: Busy, _ member: PathMember, _ moment: Moment) {
    counts.busy += 1
    guard let load = trial, let index = member.command(busy.nonce),
      case .sent = load.recording.samples[index].state
    else { return }
    load.isExact = false
    load.recording.samples[index].state = .busy
    load.recording.samples[index].answered = moment.now
    load.recording.finish(index)
  }

  /// Immediate-or-cancel orders of a trial that were answered and not filled whole.
  func unfilled(_ load: PathLoad) -> Int {
    if !load.isExact { return 0 }
    return load.commands.indices.count { index in
      guard case .take = load.commands[index].kind,
        case .answered = load.recording.samples[index].state
      else { return false }
      return UInt64(load.recording.samples[index].filled) != load.commands[index].lots
    }
  }
}
