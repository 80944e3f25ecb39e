// SPDX-License-Identifier: Apache-2.0

internal import CSodium
public import Memory

/// Verifies bursts of Ed25519 signatures under the one rule, `cofactored_strict`:
///
///     S < L;  A, R canonical;  [8]A ≠ O, [8]R ≠ O;  [8]([S]B − [k]A − R) = O
///     k = SHA-512(R ‖ A ‖ M) mod L over the bytes as received; the factor 8 is applied last
///
/// A verdict depends on the bytes and the public key alone, never on the burst around them, the
/// back end or the processor. Owned by one thread; verifying allocates nothing.
///
/// - Source: RFC 8032, section 5.1.7; eprint 2020/1244; Solana SIMD-0376.
public struct Verifier: ~Copyable {
  /// What does the arithmetic. Chosen once at start, switched on once per burst.
  public enum BackEnd: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    /// libsodium, one signature at a time: what the kernels are compared with.
    case sodium
    /// The kernels, by the instructions they need: the same formulas, and the same verdicts.
    case scalar, avx2, avx512f, ifma
  }

  /// The back end in use.
  public let backEnd: BackEnd
  private let burst: KernelBurst

  /// How many verdicts needed more than the first equation because that said no: nearly all bad
  /// signatures, and honest ones never.
  public private(set) var slowDecisions: UInt64 = 0

  /// Makes a verifier and has it judge known signatures. Start-up only.
  ///
  /// - Parameter backEnd: nil for the one that this process has chosen.
  /// - Throws: `VerifierError` when there is no such back end here, or it judges one of them wrongly.
  public init(backEnd wanted: BackEnd? = nil) throws(VerifierError) {
    self.init(ready: try Verifier.tried(wanted ?? BackEnd.chosen))
  }

  /// The back end, once a verifier of it has judged what is known.
  private static func tried(_ wanted: BackEnd?) throws(VerifierError) -> BackEnd {
    guard let backEnd = wanted, backEnd.isAvailable else { throw .kernelUnknown }
    if ml_curve_start() != 0 { throw .libraryUnusable }
    var verifier = Verifier(ready: backEnd)
    if !verifier.selfTest() { throw .selfTestFailed }
    return backEnd
  }

  private init(ready backEnd: BackEnd) {
    self.backEnd = backEnd
    burst = KernelBurst(backEnd.form)
  }

  /// Judges the first `count` requests and writes a verdict beside each.
  ///
  /// - Precondition: `count` is at most the slots of both slabs; each request was filled in.
  /// - Complexity: see the module's page; below 0.1 µs for one that fails a byte check. No
  ///   allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public mutating func verify(
    requests: borrowing Slab<VerifyRequest>, count: Int, verdicts: borrowing Slab<Verdict>
  ) {
    precondition(count >= 0 && count <= requests.count && count <= verdicts.count)
    if !burst.hasForm {
      var i = 0
      while i < count {
        verdicts[i] = sodiumVerdict(requests[i])
        i &+= 1
      }
      return
    }
    var first = 0
    while first < count {
      let taken = count &- first < KernelBurst.slots ? count &- first : KernelBurst.slots
      for i in 0..<taken { burst.fill(i, requests[first &+ i]) }
      slowDecisions &+= burst.judge(taken)
      for i in 0..<taken { verdicts[first &+ i] = burst.verdict(i) }
      first &+= taken
    }
  }

  /// Judges one signature, as `verify(requests:count:verdicts:)` would.
  ///
  /// - Complexity: as there. No allocation, no lock, no system call.
  @_noAllocation @_noLocks
  public mutating func verdict(of request: VerifyRequest) -> Verdict {
    if !burst.hasForm { return sodiumVerdict(request) }
    burst.fill(0, request)
    slowDecisions &+= burst.judge(1)
    return burst.verdict(0)
  }

  /// Judges one signature by ZIP-215 verbatim: for CometBFT consensus votes, whose chain has that
  /// rule, and nothing else. It accepts keys that anyone can sign for.
  ///
  /// - Precondition: the back end is a kernel.
  @_noAllocation @_noLocks
  public mutating func verdictByZIP215(of request: VerifyRequest) -> Verdict {
    precondition(burst.hasForm, "libsodium does not know ZIP-215")
    burst.fill(0, request)
    slowDecisions &+= burst.judgeByZIP215(1)
    return burst.verdict(0)
  }

  /// The rule's byte checks first; then libsodium's equation, which accepts only what the rule
  /// accepts; then, for what it refuses, the cofactored equation.
  @_noAllocation @_noLocks
  private mutating func sodiumVerdict(_ request: VerifyRequest) -> Verdict {
    let key = request.publicKey
    let signature = request.signature
    let message = request.message
    let checked = Verifier.byteChecks(key: key, signature: signature)
    guard case .valid = checked else { return checked }

    let exact = unsafe ml_curve_verify_exact(
      signature.address, message.address, message.count, key.address)
    if exact == 1 { return .valid }

    slowDecisions &+= 1
    let decided = unsafe ml_curve_verify_cofactored(
      signature.address, message.address, message.count, key.address)
    switch Int(decided) {
    case ML_CURVE_HOLDS: return .valid
    case ML_CURVE_R_UNDECODABLE: return .commitmentUndecodable
    case ML_CURVE_A_UNDECODABLE: return .keyRefused
    default: return .equationFails
    }
  }

  /// The checks that need no arithmetic, cheapest refusal of all: `.valid` when they pass.
  @_noAllocation @_noLocks
  private static func byteChecks(key: ByteView, signature: ByteView) -> Verdict {
    if !Encoding(signature.slice(32, count: 32)).isCanonicalScalar() { return .scalarNotCanonical }
    let commitment = Encoding(signature.slice(0, count: 32))
    if !commitment.isCanonicalPoint() { return .commitmentNotCanonical }
    if commitment.isSmallOrder() { return .commitmentSmallOrder }
    let key = Encoding(key)
    if !key.isCanonicalPoint() || key.isSmallOrder() { return .keyRefused }
    return .valid
  }
}
