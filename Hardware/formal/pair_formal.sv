// SPDX-License-Identifier: Apache-2.0
// A pair around two cores of which anything may come: what it offers for release.
module pair_formal
  import mlk1_pkg::*;
(
  input logic        clk_i,
  input logic        wipe_i,
  input logic        load_first_i,
  input logic        load_valid_i,
  input logic        go_i,
  input logic [7:0]  go_code_i,
  input logic        go_sign_i,
  input logic        go_admin_i,
  input logic [31:0] go_seq_i,
  input logic        ack_i
);

  logic         rst_nq = 1'b0;
  logic         load_good, free, pending, done, admin, signed_flag;
  logic [3:0]   owner;
  logic [31:0]  seq, cycles, crc, check_seq;
  logic [7:0]   code, check_code, sticky;
  logic [511:0] signature;
  logic [63:0]  cookie, ready_time;

  always_ff @(posedge clk_i) rst_nq <= 1'b1;

  ml_pair u_pair (
    .clk_i, .rst_ni(rst_nq), .unpaired_i(1'b0), .time_i('0),
    .wipe_i, .erase_i(1'b0), .erase_slot_i('0), .load_first_i, .load_valid_i, .load_word_i('0),
    .load_good_o(load_good), .go_i, .go_code_i, .go_sign_i, .go_expand_i(1'b0), .go_admin_i,
    .go_queue_i('0), .go_seq_i, .free_o(free), .pending_o(pending), .done_o(done), .admin_o(admin),
    .queue_o(owner), .seq_o(seq), .code_o(code), .signature_o(signature), .cookie_o(cookie),
    .time_o(ready_time), .cycles_o(cycles), .crc_o(crc), .signed_o(signed_flag),
    .check_seq_o(check_seq), .check_code_o(check_code), .ack_i, .sticky_o(sticky)
  );

  // Requests given and not acknowledged.
  logic given_q, first_done_q, second_done_q;
  logic [31:0] seq_q;
  always_ff @(posedge clk_i or negedge rst_nq) begin
    if (!rst_nq) begin
      given_q <= 1'b0;
      seq_q <= '0;
      first_done_q <= 1'b0;
      second_done_q <= 1'b0;
    end else begin
      if (go_i && !given_q && u_pair.state == 3'd1) begin
        given_q <= 1'b1;
        seq_q <= go_seq_i;
        first_done_q <= 1'b0;
        second_done_q <= 1'b0;
      end else if (done && ack_i) begin
        given_q <= 1'b0;
      end
      if (u_pair.done_a) first_done_q <= 1'b1;
      if (u_pair.done_b) second_done_q <= 1'b1;
    end
  end

  always_comb begin
    if (rst_nq) begin
      // No result without a request, and under its sequence.
      if (done) assert (given_q && seq == seq_q);
      // Nothing but zero without a signature that may be released.
      if (done && !signed_flag) assert (signature == '0);
      // What may be released was made by both cores, alike.
      if (done && signed_flag) begin
        assert (code == CodeOk);
        assert (first_done_q && second_done_q);
        assert (u_pair.point_a == u_pair.point_b && u_pair.scalar_a == u_pair.scalar_b);
        assert (u_pair.head_a == u_pair.head_b && u_pair.cookie_a == u_pair.cookie_b);
      end
    end
  end

endmodule
