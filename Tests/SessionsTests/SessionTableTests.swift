// SPDX-License-Identifier: Apache-2.0

import Memory
import Quantities
import Sessions
import Testing

/// A table in a class, because `#expect` does not take what cannot be copied.
private final class Table {
  private let table: SessionTable

  init(sessionsMax: Int, accountsMax: Int = 3, perAccountMax: Int) {
    table = SessionTable(
      sessionsMax: sessionsMax, accountsMax: accountsMax, perAccountMax: perAccountMax)
  }

  func open(_ key: UInt32, _ account: AccountID = AccountID(1)) -> (SessionID, SessionRefusal?) {
    var id = SessionID(0)
    let refusal = table.open(KeyID(key), account, logIndex: UInt64(key), id: &id)
    return (id, refusal)
  }
  func close(_ session: SessionID) { table.close(session) }
  func isUp(_ session: SessionID) -> Bool { table.isUp(session) }
  func at(_ account: AccountID, _ place: Int) -> UInt32 { table.at(account, place) }
  func takeReportSequence(_ session: SessionID) -> UInt64 { table.takeReportSequence(session) }
  func slot(_ slot: Int) -> SessionRecord { table.slots[slot] }
}

@Suite struct SessionTableTests {
  private let account = AccountID(1)

  @Test func `a session gets the lowest free slot and a new generation`() {
    let table = Table(sessionsMax: 3, perAccountMax: 3)
    let ids = (0..<3).map { table.open($0).0 }
    #expect(ids.map(\.slot) == [0, 1, 2] && ids.allSatisfy { $0.generation == 1 })
    table.close(ids[1])
    #expect(!table.isUp(ids[1]) && table.isUp(ids[2]))
    let (again, _) = table.open(7)
    #expect(again == SessionID(slot: 1, generation: 2))
    #expect(table.isUp(again) && !table.isUp(ids[1]), "an old number is not the new session's")
    #expect(table.slot(1).openedIndex == 7 && table.slot(1).key == KeyID(7))
  }

  @Test func `the account's limit comes before the venue's, and a refusal takes nothing`() {
    let table = Table(sessionsMax: 3, perAccountMax: 2)
    #expect(table.open(0).1 == nil && table.open(1).1 == nil)
    #expect(table.open(2).1 == .accountSessionsMax)
    let (last, _) = table.open(3, AccountID(2))
    #expect(table.open(4, AccountID(2)).1 == .sessionsMax)
    #expect(table.open(4).1 == .accountSessionsMax)
    #expect(table.at(AccountID(2), 0) == last.value && table.at(AccountID(2), 1) == 0)
  }

  @Test func `a place of an account is free again when its session ends`() {
    let table = Table(sessionsMax: 4, perAccountMax: 2)
    let (one, _) = table.open(0)
    let (two, _) = table.open(1)
    table.close(one)
    #expect(table.at(account, 0) == 0 && table.at(account, 1) == two.value)
    let (three, _) = table.open(2)
    #expect(table.at(account, 0) == three.value)
  }

  @Test func `reports are numbered from one in each session`() {
    let table = Table(sessionsMax: 2, perAccountMax: 2)
    let (one, _) = table.open(0)
    let (two, _) = table.open(1)
    let taken = [one, two, one, one].map { table.takeReportSequence($0) }
    #expect(taken == [1, 1, 2, 3])
    table.close(one)
    let (again, _) = table.open(0)
    #expect(table.takeReportSequence(again) == 1)
  }

  @Test func `a generation wraps past zero, and only then is a number used again`() {
    let table = Table(sessionsMax: 1, perAccountMax: 1)
    let (first, _) = table.open(0)
    table.close(first)
    for count in 2...65_535 {
      let (id, _) = table.open(0)
      if id == first || id.generation == 0 || id.value == 0 {
        Issue.record("logon \(count) got \(id)")
        return
      }
      table.close(id)
    }
    #expect(table.open(0).0 == first, "after 65,535 logons on one slot")
  }

  @Test func `numbers that were never given are not up`() {
    let table = Table(sessionsMax: 2, perAccountMax: 2)
    for value in [0, 1, 0x1_0000, 0xffff_ffff, 0xffff] as [UInt32] {
      #expect(!table.isUp(SessionID(value)))
    }
  }

  @Test func `a session that is not up cannot end or report`() async {
    await #expect(processExitsWith: .failure) {
      let table = Table(sessionsMax: 2, perAccountMax: 2)
      table.close(SessionID(0x1_0000))
    }
    await #expect(processExitsWith: .failure) {
      let table = Table(sessionsMax: 2, perAccountMax: 2)
      _ = table.takeReportSequence(SessionID(0x1_0000))
    }
  }
}
