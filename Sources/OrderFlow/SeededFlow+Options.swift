// SPDX-License-Identifier: Apache-2.0

extension SeededFlow.Options {
  /// Stops the program when an option is out of its range.
  func check() {
    precondition((1...(1 << 16)).contains(markets), "markets is 1 to 65,536")
    precondition((1...65_535).contains(makers), "makers is 1 to 65,535")
    precondition((1...65_535).contains(takers), "takers is 1 to 65,535")
    precondition(
      commandsPerSecond > 0 && commandsPerSecond.isFinite, "commandsPerSecond is above 0")
    precondition((16...(1 << 20)).contains(restingPerMarket), "restingPerMarket is 16 to 2^20")
    precondition((16...(1 << 24)).contains(rangeTicks), "rangeTicks is 16 to 2^24")
    precondition(
      centreTicks > rangeTicks && centreTicks <= 1 << 50, "centreTicks is above rangeTicks")
    precondition((0...1).contains(defectShare), "defectShare is 0 to 1")
    let shares = [addShare, cancelShare, modifyShare, iocShare]
    precondition(shares.allSatisfy { $0 >= 0 }, "a share is negative")
    precondition(shares.reduce(0, +) <= 1, "the shares are more than 1 together")
    precondition((0...1).contains(cancelRecentShare), "cancelRecentShare is 0 to 1")
  }
}
