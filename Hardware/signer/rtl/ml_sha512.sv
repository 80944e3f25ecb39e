// SPDX-License-Identifier: Apache-2.0
// SHA-512, a round a cycle, 84 cycles a block (FIPS 180-4).
//
// The block's sixteen words are asked for one a cycle (`index_o`) and taken a cycle later; a word is
// then added to its round constant and to the state word it will meet, a cycle before its round.
//
//   cycle       0    1    2    3 ... 82   83
//   index_o     0    1    2 ...
//   word_i           0    1    2 ...
//   round                      0 ... 79   sum
module ml_sha512
  import ml_sha512_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         clear_i,   // erases everything
  input  logic         init_i,    // starting values
  input  logic         start_i,   // a block begins in the next cycle
  output logic [3:0]   index_o,
  input  logic [63:0]  word_i,
  output logic         busy_o,
  output logic         last_o,    // the last cycle of a block: another may be started
  output logic [511:0] digest_o   // first word on top
);

  logic [63:0] h_q [8];
  logic [63:0] s_q [8];  // a to h
  logic [63:0] w_q [16]; // w_q[15] is the newest
  logic [63:0] kwh_q;
  logic [6:0]  count_q;
  logic        busy_q;

  function automatic logic [63:0] rotr(logic [63:0] x, int unsigned n);
    return (x >> n) | (x << (64 - n));
  endfunction

  logic [63:0] t1, t2, schedule, w_d, next_h;
  logic [6:0]  round;

  always_comb begin
    t1 = kwh_q + (rotr(s_q[4], 14) ^ rotr(s_q[4], 18) ^ rotr(s_q[4], 41))
         + ((s_q[4] & s_q[5]) ^ (~s_q[4] & s_q[6]));
    t2 = (rotr(s_q[0], 28) ^ rotr(s_q[0], 34) ^ rotr(s_q[0], 39))
         + ((s_q[0] & s_q[1]) ^ (s_q[0] & s_q[2]) ^ (s_q[1] & s_q[2]));
    // w_q[15] is word t-1 when word t is made.
    schedule = (rotr(w_q[14], 19) ^ rotr(w_q[14], 61) ^ (w_q[14] >> 6)) + w_q[9]
               + (rotr(w_q[1], 1) ^ rotr(w_q[1], 8) ^ (w_q[1] >> 7)) + w_q[0];
    w_d = count_q < 7'd17 ? word_i : schedule;
    // The state word that will be h in the word's round: h itself before the first round, then g.
    next_h = count_q == 7'd2 ? s_q[7] : s_q[6];
    round = count_q - 7'd2;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      count_q <= '0;
    end else if (clear_i) begin
      busy_q <= 1'b0;
      count_q <= '0;
    end else if (start_i) begin
      busy_q <= 1'b1;
      count_q <= '0;
    end else if (busy_q) begin
      count_q <= count_q + 7'd1;
      if (count_q == 7'd83) busy_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (clear_i) begin
      for (int unsigned i = 0; i < 8; i++) begin
        h_q[i] <= '0;
        s_q[i] <= '0;
      end
      for (int unsigned i = 0; i < 16; i++) w_q[i] <= '0;
      kwh_q <= '0;
    end else begin
      if (init_i) begin
        for (int unsigned i = 0; i < 8; i++) h_q[i] <= Start[64 * (7 - i) +: 64];
      end
      if (busy_q) begin
        if (count_q == 7'd0) begin
          for (int unsigned i = 0; i < 8; i++) s_q[i] <= h_q[i];
        end
        if (count_q >= 7'd1 && count_q < 7'd81) begin
          for (int unsigned i = 0; i < 15; i++) w_q[i] <= w_q[i+1];
          w_q[15] <= w_d;
        end
        if (count_q >= 7'd2 && count_q < 7'd82) begin
          kwh_q <= w_q[15] + Round[{7'd79 - round, 6'b0} +: 64] + next_h;
        end
        if (count_q >= 7'd3 && count_q < 7'd83) begin
          s_q[0] <= t1 + t2;
          s_q[1] <= s_q[0];
          s_q[2] <= s_q[1];
          s_q[3] <= s_q[2];
          s_q[4] <= s_q[3] + t1;
          s_q[5] <= s_q[4];
          s_q[6] <= s_q[5];
          s_q[7] <= s_q[6];
        end
        if (count_q == 7'd83) begin
          for (int unsigned i = 0; i < 8; i++) h_q[i] <= h_q[i] + s_q[i];
        end
      end
    end
  end

  assign index_o = count_q[3:0];
  assign busy_o = busy_q;
  assign last_o = busy_q && count_q == 7'd83;
  assign digest_o = {h_q[0], h_q[1], h_q[2], h_q[3], h_q[4], h_q[5], h_q[6], h_q[7]};

endmodule
