// SPDX-License-Identifier: Apache-2.0

internal import CHostFacts

/// What the kernel tells by calls rather than by files. A made-up machine has made-up ones.
public struct KernelFacts: Sendable {
  /// What the driver of a network interface says.
  public struct Driver: Equatable, Sendable {
    /// Empty when it does not say, like the next.
    public var name: String
    public var firmware: String
    /// How long reception waits before it interrupts, in microseconds; nil when not told, as for
    /// all that follows.
    public var receiveMicroseconds: Int?
    public var isReceiveAdaptive: Bool?
    public var obeysPause: Bool?

    public init(
      name: String, firmware: String = "", receiveMicroseconds: Int? = nil,
      isReceiveAdaptive: Bool? = nil, obeysPause: Bool? = nil
    ) {
      self.name = name
      self.firmware = firmware
      self.receiveMicroseconds = receiveMicroseconds
      self.isReceiveAdaptive = isReceiveAdaptive
      self.obeysPause = obeysPause
    }
  }

  /// How well the time of day is kept.
  public struct TimeQuality: Equatable, Sendable {
    public var isSynchronised: Bool
    /// The offset still to be corrected, in microseconds.
    public var offsetMicroseconds: Int
    /// The error that the daemon reckons with, in microseconds.
    public var errorMicroseconds: Int

    public init(isSynchronised: Bool, offsetMicroseconds: Int, errorMicroseconds: Int) {
      self.isSynchronised = isSynchronised
      self.offsetMicroseconds = offsetMicroseconds
      self.errorMicroseconds = errorMicroseconds
    }
  }

  /// By interface name.
  public let driver: @Sendable (String) -> Driver?
  public let timeQuality: @Sendable () -> TimeQuality?

  public init(
    driver: @escaping @Sendable (String) -> Driver?,
    timeQuality: @escaping @Sendable () -> TimeQuality?
  ) {
    self.driver = driver
    self.timeQuality = timeQuality
  }

  /// A machine of which only files are known, such as a copied tree.
  public static let none = KernelFacts(driver: { _ in nil }, timeQuality: { nil })

  /// This machine.
  public static let here = KernelFacts(driver: askDriver, timeQuality: askTimeQuality)

  private static func askDriver(_ interface: String) -> Driver? {
    var answer = ml_host_driver()
    guard unsafe ml_host_driver_of(interface, &answer) == 0 else { return nil }
    func flag(_ value: Int32) -> Bool? { value < 0 ? nil : value != 0 }
    let name = unsafe withUnsafeBytes(of: answer.driver) { unsafe text(Array($0)) }
    let firmware = unsafe withUnsafeBytes(of: answer.firmware) { unsafe text(Array($0)) }
    return Driver(
      name: name, firmware: firmware,
      receiveMicroseconds: answer.receive_microseconds < 0
        ? nil : Int(answer.receive_microseconds),
      isReceiveAdaptive: flag(answer.adaptive_receive), obeysPause: flag(answer.receive_pause))
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func askTimeQuality() -> TimeQuality? {
    var answer = ml_host_time()
    guard unsafe ml_host_time_quality(&answer) == 0 else { return nil }
    return TimeQuality(
      isSynchronised: answer.is_synchronised != 0,
      offsetMicroseconds: Int(answer.offset_microseconds),
      errorMicroseconds: Int(answer.error_estimate_microseconds))
  }
}
