// SPDX-License-Identifier: Apache-2.0

internal import WireFormat

/// Reads a file's lines into scenarios. What each line may say is in the module's page.
struct ScenarioParser {
  private(set) var scenarios: [Scenario] = []
  /// What stands before the first scenario and is true of all.
  private var prologue = Scenario(title: "", line: 0, rule: "")
  private var current: Scenario?

  init(_ lines: [String], file: String) throws(ScenarioError) {
    for (index, line) in lines.enumerated() {
      do throws(Malformed) {
        try take(line, number: index + 1)
      } catch {
        throw ScenarioError(file: file, line: index + 1, error)
      }
    }
    do throws(Malformed) {
      try endScenario()
      if scenarios.isEmpty {
        throw Malformed("the file holds no scenario", "begin one with: scenario TITLE")
      }
    } catch {
      throw ScenarioError(file: file, line: max(1, lines.count), error)
    }
  }

  private mutating func take(_ line: String, number: Int) throws(Malformed) {
    let text = String(line.prefix { $0 != "#" })
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else { return }
    if text.first!.isWhitespace {
      try expect(words.joined(separator: " "), number)
      return
    }
    let rest = words.dropFirst().joined(separator: " ")
    switch first {
    case "scenario":
      try endScenario()
      if rest.isEmpty { throw Malformed("the scenario has no title", "write scenario TITLE") }
      if let twin = scenarios.first(where: { $0.title == rest }) {
        throw Malformed("line \(twin.line) has that title too", "give each scenario its own")
      }
      var new = Scenario(title: rest, line: number, rule: prologue.rule)
      new.genesis = prologue.genesis
      new.operators = prologue.operators
      new.steps = prologue.steps
      current = new
    case "rule": change { $0.rule = rest }
    case "venue": try venue(words.dropFirst())
    default:
      let action = try self.action(text, words)
      if current == nil {
        guard case .setUp = action else {
          throw Malformed(
            "a step stands before the first scenario",
            "only rule, venue, market, account and key may; begin with: scenario TITLE")
        }
      }
      change {
        $0.steps.append(Step(line: number, text: words.joined(separator: " "), action: action))
      }
    }
  }

  private mutating func change(_ body: (inout Scenario) -> Void) {
    if current != nil { body(&current!) } else { body(&prologue) }
  }

  private mutating func endScenario() throws(Malformed) {
    guard let scenario = current else { return }
    if scenario.rule.isEmpty {
      throw Malformed("\"\(scenario.title)\" names no rule", "write a line: rule WHAT IT SHOWS")
    }
    if scenario.steps.allSatisfy({ if case .setUp = $0.action { true } else { false } }) {
      throw Malformed("\"\(scenario.title)\" has no step", "write one, like 1: buy 5 @ 100 as a")
    }
    scenarios.append(scenario)
    current = nil
  }

  /// An indented line: what the step above it lets somebody hear.
  private mutating func expect(_ text: String, _ number: Int) throws(Malformed) {
    guard var scenario = current, var step = scenario.steps.popLast() else {
      throw Malformed("there is no step to hear this of", "write the step first, not indented")
    }
    switch step.action {
    case .setUp, .check:
      throw Malformed(
        "nothing is heard of that line", "move this below a step, or do not indent it")
    default: break
    }
    for line in try Self.expanded(text) { step.expected.append(ExpectedLine(line)) }
    step.expectedLines.append(number)
    scenario.steps.append(step)
    current = scenario
  }

  private mutating func venue(_ words: ArraySlice<String>) throws(Malformed) {
    let own = current.map { $0.steps.count - prologue.steps.count } ?? prologue.steps.count
    if own > 0 {
      throw Malformed(
        "venue comes after other lines", "write it first: it is the log's first record")
    }
    var draft = Draft(Catalogue.wire.message("Genesis"))
    for word in words {
      if word.hasPrefix("operators=") {
        let keys = word.dropFirst(10).split(separator: ",").compactMap { UInt32($0) }
        guard keys.first == 0 else {
          throw Malformed("\(word) does not begin with key 0", "write operators=0,8,9")
        }
        change { $0.operators = keys }
      } else {
        try draft.add(settings: word)
      }
    }
    change { $0.genesis += draft.settings }
  }

  // MARK: Steps

  private func action(_ text: String, _ words: [String]) throws(Malformed) -> Action {
    switch words[0] {
    case "market":
      return .setUp(
        [try Draft(command: "list " + words.dropFirst().joined(separator: " "))], logon: nil)
    case "account": return try Self.account(words)
    case "key":
      let hasLogon = words.last != "no-logon"
      let rest = words.dropFirst().filter { $0 != "no-logon" }
      guard rest.count > 1, let key = UInt32(rest[0]) else {
        throw Malformed("key names no key", "write key N of ACCOUNT scope trade")
      }
      let draft = try Draft(command: "register " + rest.joined(separator: " "))
      return .setUp([Self.withPublicKey(draft, key)], logon: hasLogon ? key : nil)
    case "time", "wait":
      guard words.count == 2 else {
        throw Malformed("\(words[0]) says not how long", "write \(words[0]) +5s")
      }
      return .time(try Value.span(words[1]), isTick: words[0] == "time")
    case "restart" where words.count == 1: return .restart
    default: break
    }
    guard let colon = text.firstIndex(of: ":") else {
      throw Malformed(
        "\(words[0]) begins no line",
        "write ACTOR: COMMAND, or scenario, rule, venue, market, account, key, time, wait, "
          + "restart, book, position, cash, fees or state")
    }
    let head = text[..<colon].split(whereSeparator: \.isWhitespace).map(String.init)
    let rest = String(text[text.index(after: colon)...])
    if let check = try Self.check(head) {
      return .check(check, expected: rest.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    return try Self.step(head, rest)
  }

  /// `account N [owner=N] [cash=N]`: opened, paid into, with a key of its number that is logged on.
  private static func account(_ words: [String]) throws(Malformed) -> Action {
    guard words.count > 1, let account = UInt32(words[1]) else {
      throw Malformed("account has no number", "write account 1, perhaps owner=7 cash=1000")
    }
    var opening = ""
    var drafts: [Draft] = []
    for word in words.dropFirst(2) {
      if word.hasPrefix("cash=") {
        drafts.append(try Draft(command: "deposit \(account) \(word.dropFirst(5))"))
      } else {
        opening += " " + word
      }
    }
    drafts.insert(try Draft(command: "open \(account)\(opening)"), at: 0)
    drafts.append(
      withPublicKey(try Draft(command: "register \(account) of \(account)"), account))
    return .setUp(drafts, logon: account)
  }

  /// A key that nobody checks, but each its own.
  private static func withPublicKey(_ draft: Draft, _ key: UInt32) -> Draft {
    var draft = draft
    draft.set("publicKey", .number(Int128(key) + 1_000))
    return draft
  }

  private static func check(_ head: [String]) throws(Malformed) -> StateCheck? {
    func number(_ place: Int) throws(Malformed) -> UInt32 {
      guard place < head.count, let number = UInt32(head[place]) else {
        throw Malformed(
          "\(head[0]) lacks a number",
          "write book MARKET:, position ACCOUNT MARKET:, cash ACCOUNT:, fees: or state MARKET:")
      }
      return number
    }
    switch head.first {
    case "book": return .book(market: try number(1))
    case "position": return .position(account: try number(1), market: try number(2))
    case "cash": return .cash(account: try number(1))
    case "fees": return .cash(account: 0)
    case "state": return .state(market: try number(1))
    default: return nil
    }
  }

  private static func step(_ head: [String], _ rest: String) throws(Malformed) -> Action {
    guard let name = head.first, let key = name == "operator" ? 0 : UInt32(name) else {
      throw Malformed("\(head.first ?? "") is nobody", "write a key's number, or operator")
    }
    var header = Draft(Catalogue.wire.message("CommandHeader"))
    var record = Draft(Catalogue.wire.message("LogRecord"))
    if head.count > 1 {
      guard head[1] == "with", head.count > 2 else {
        throw Malformed("\(head[1]) is not understood", "write ACTOR with FIELD=VALUE: COMMAND")
      }
      for word in head.dropFirst(2) {
        let field = String(word.prefix { $0 != "=" })
        if record.shape.field(field) != nil && header.shape.field(field) == nil {
          try record.add(settings: word)
        } else {
          try header.add(settings: word)
        }
      }
    }
    let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    switch words.first {
    case "logon": return .logon(key, try Draft(command: rest))
    case "again" where words.count == 1: return .again(key)
    case "down":
      let ends = Catalogue.wire.enums["SessionEnd"]!
      guard words.count == 2, let end = ends.first(where: { $0.name == words[1] }) else {
        throw Malformed(
          "down says not how", "write down and \(ends.map(\.name).joined(separator: ", "))")
      }
      return .down(key, end: end.value)
    default: break
    }
    var drafts: [Draft] = []
    for part in rest.split(separator: ";", omittingEmptySubsequences: false) {
      for command in try expanded(String(part)) {
        let draft = try Draft(command: command)
        guard draft.shape.template > 20 else {
          throw Malformed("a logon is no command", "give it a line of its own")
        }
        drafts.append(draft)
      }
    }
    return .send(key, drafts, with: header.settings, inRecord: record.settings)
  }

  /// A text with `{1..9}` in it stands for nine, each with its number.
  static func expanded(_ text: String) throws(Malformed) -> [String] {
    guard let open = text.firstIndex(of: "{"), let close = text.firstIndex(of: "}"), open < close
    else { return [text] }
    let ends = text[text.index(after: open)..<close].split(separator: "..").map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], abs(last - first) < 1_000
    else { throw Malformed("what is in braces is no range", "write one like {1..9}") }
    let range = text[open...close]
    return stride(from: first, through: last, by: first <= last ? 1 : -1).map {
      text.replacing(range, with: "\($0)")
    }
  }
}
