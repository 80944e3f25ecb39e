// SPDX-License-Identifier: Apache-2.0

import Testing
import Verifying

@testable import Latency

/// `matchlock bench sign`, small, so that it never rots.
@Suite struct SignBenchTests {
  @Test func `every case runs by every kernel, and every signature is libsodium's`() throws {
    let kernels = Verifier.BackEnd.available.filter { $0 != .sodium }
    let rows = try SignBench.run(
      SignCase.all, backEnds: kernels, rounds: 2, signatures: 64, progress: { _ in })
    #expect(rows.count == SignCase.all.count * kernels.count)
    for row in rows {
      #expect(row.wrong == 0, "\(row.name) by \(row.kernel)")
      #expect(row.ours.count == 2 && row.theirs.count == 2)
      #expect(row.median > 0 && row.ratio > 0)
    }
    #expect(
      SignCase.all.map(\.name) == [
        "sign-1", "sign-8", "release-1", "release-8", "order-sign-1", "order-sign-8",
        "order-release-1", "order-release-8",
      ])
  }
}
