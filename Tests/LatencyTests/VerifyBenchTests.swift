// SPDX-License-Identifier: Apache-2.0

import Testing
import Verifying

@testable import Latency

/// `matchlock bench verify`, small, so that it never rots.
@Suite struct VerifyBenchTests {
  @Test func `every case runs by every kernel, and every verdict is right`() throws {
    let cases = VerifyCase.all(keysMax: 8)
    let kernels = Verifier.BackEnd.available.filter { $0 != .sodium }
    let rows = try VerifyBench.run(
      cases, backEnds: kernels, rounds: 2, signatures: 64, progress: { _ in })
    #expect(rows.count == cases.count * kernels.count)
    for row in rows {
      #expect(row.wrong == 0, "\(row.name) by \(row.kernel)")
      #expect(row.ours.count == 2 && row.theirs.count == 2)
      #expect(row.median > 0 && row.ratio > 0)
    }
    #expect(VerifyCase.orderBytes > 100 && VerifyCase.orderBytes < 300)
  }
}
