// SPDX-License-Identifier: Apache-2.0
// The writer between one pair and two queues: a line is a result's or a heartbeat's, whole, once.
module writer_formal
  import mlk1_pkg::*;
(
  input logic             clk_i,
  input logic             stop_i,
  input logic             done_i,
  input logic [3:0]       queue_i,
  input logic [31:0]      seq_i,
  input logic [7:0]       code_i,
  input logic [511:0]     signature_i,
  input logic [63:0]      cookie_i,
  input logic [1:0]       flushing_i,
  input logic [1:0][31:0] done_count_i,
  input logic [1:0][63:0] cq_base_i,
  input logic [1:0][3:0]  cq_log2_i,
  input logic [1:0]       beat_i,
  input logic [1:0][63:0] hb_base_i,
  input logic             dma_ready_i
);

  logic         rst_nq = 1'b0;
  logic         ack, written, written_signed, dma_valid;
  logic [1:0]   complete, busy, beat_ack;
  logic [7:0]   written_code;
  logic [31:0]  written_cycles;
  logic [63:0]  dma_addr;
  logic [511:0] dma_data;

  always_ff @(posedge clk_i) rst_nq <= 1'b1;

  ml_writer #(.NumQueues(2), .NumPairs(1)) u_writer (
    .clk_i, .rst_ni(rst_nq), .stop_i, .done_i, .queue_i, .seq_i, .code_i, .signature_i, .cookie_i,
    .time_i('0), .cycles_i('0), .crc_i('0), .signed_i(1'b0), .check_seq_i(seq_i), .check_code_i(code_i),
    .paired_i(1'b1), .ack_o(ack), .flushing_i, .done_count_i, .cq_base_i, .cq_log2_i,
    .complete_o(complete), .busy_o(busy), .beat_i, .hb_base_i, .beat_count_i('0), .qstatus_i('0),
    .beat_ack_o(beat_ack), .now_i('0), .status_i('0), .accepted_i('0), .completed_i('0), .sticky_i('0),
    .temp_i('0), .written_o(written), .written_code_o(written_code), .written_signed_o(written_signed),
    .written_cycles_o(written_cycles), .dma_valid_o(dma_valid), .dma_addr_o(dma_addr),
    .dma_data_o(dma_data), .dma_ready_i
  );

  // A result that was taken to be written, and how many of its lines went.
  logic         held_q, line_q, queue_q;
  logic [31:0]  seq_q, mask;
  logic [63:0]  base_q;
  logic [3:0]   log2_q;
  logic [511:0] signature_q;
  logic [7:0]   code_q;

  always_comb assume (!done_i || queue_i < 4'd2);

  always_ff @(posedge clk_i or negedge rst_nq) begin
    if (!rst_nq) begin
      held_q <= 1'b0;
      line_q <= 1'b0;
      queue_q <= 1'b0;
      seq_q <= '0;
      code_q <= '0;
      base_q <= '0;
      log2_q <= '0;
      signature_q <= '0;
    end else begin
      if (ack && !flushing_i[queue_i[0]]) begin
        held_q <= 1'b1;
        line_q <= 1'b0;
        queue_q <= queue_i[0];
        seq_q <= seq_i;
        code_q <= code_i;
        base_q <= cq_base_i[queue_i[0]];
        log2_q <= cq_log2_i[queue_i[0]];
        signature_q <= signature_i;
      end else if (held_q && dma_valid && dma_ready_i) begin
        line_q <= 1'b1;
        if (line_q) held_q <= 1'b0;
      end
    end
  end
  assign mask = (32'd1 << log2_q) - 32'd1;

  always_comb begin
    if (rst_nq) begin
      // Taken only when there is one, in its queue's order, and none is being written.
      if (ack) assert (done_i && !held_q
                       && (flushing_i[queue_i[0]] || seq_i == done_count_i[queue_i[0]]));
      // Completed once its two lines went, or dropped in a flush.
      assert (complete == 2'b00 || complete == 2'b01 || complete == 2'b10);
      if (complete != '0 && !ack) assert (held_q && line_q && complete[queue_q]);
      // A line of a completion: its place, its tag, its phase, its signature.
      if (dma_valid && dma_data[511:504] == TagCompletion && held_q) begin
        assert (dma_addr == base_q + {25'b0, seq_q & mask, 7'b0} + (line_q ? 64'd64 : 64'd0));
        assert (dma_data[479:448] == seq_q && dma_data[503:496] == code_q);
        assert (dma_data[495] == !seq_q[{1'b0, log2_q}]);
        if (!line_q) assert (dma_data[447:0] == signature_q[447:0]);
        else assert (dma_data[63:0] == signature_q[511:448]);
      end
      // Any other line is a heartbeat that is due.
      if (dma_valid && !held_q) assert (dma_data[511:504] == TagHeartbeat);
      if (held_q && dma_valid) assert (dma_data[511:504] == TagCompletion);
      assert (!(dma_valid && stop_i));
      // Helps the induction.
      assert (held_q == (u_writer.state_q == 2'd1 || u_writer.state_q == 2'd2));
      if (held_q) begin
        assert (line_q == (u_writer.state_q == 2'd2) && u_writer.queue_q == queue_q);
        assert (u_writer.data_q == signature_q && u_writer.addr_q == base_q + {25'b0, seq_q & mask, 7'b0});
        assert (u_writer.tag_q == {TagCompletion, code_q, !seq_q[{1'b0, log2_q}], 15'b0, seq_q});
      end
      if (u_writer.state_q == 2'd3) assert (u_writer.data_q[511:504] == TagHeartbeat);
    end
  end

endmodule
