// SPDX-License-Identifier: Apache-2.0
// What the device writes to host memory: completions, two lines each, and heartbeats, one line.
//
// A result is taken from its pair when it is the next of its queue; copied, so that the pair is free at
// once; and sent. A result of a queue that is being flushed is dropped. Heartbeats go between completions.
module ml_writer
  import mlk1_pkg::*;
  import ml_crc32c_pkg::*;
#(
  parameter int unsigned NumQueues = 2,
  parameter int unsigned NumPairs = 2
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        stop_i,       // write nothing more

  input  logic [NumPairs-1:0]         done_i,       // and not for the administration
  input  logic [NumPairs-1:0][3:0]    queue_i,
  input  logic [NumPairs-1:0][31:0]   seq_i,
  input  logic [NumPairs-1:0][7:0]    code_i,
  input  logic [NumPairs-1:0][511:0]  signature_i,
  input  logic [NumPairs-1:0][63:0]   cookie_i,
  input  logic [NumPairs-1:0][63:0]   time_i,
  input  logic [NumPairs-1:0][31:0]   cycles_i,
  input  logic [NumPairs-1:0][31:0]   crc_i,
  input  logic [NumPairs-1:0]         signed_i,
  input  logic [NumPairs-1:0][31:0]   check_seq_i,
  input  logic [NumPairs-1:0][7:0]    check_code_i,
  input  logic                        paired_i,
  output logic [NumPairs-1:0]         ack_o,

  input  logic [NumQueues-1:0]        flushing_i,
  input  logic [NumQueues-1:0][31:0]  done_count_i,
  input  logic [NumQueues-1:0][63:0]  cq_base_i,
  input  logic [NumQueues-1:0][3:0]   cq_log2_i,
  output logic [NumQueues-1:0]        complete_o,
  output logic [NumQueues-1:0]        busy_o,       // a completion of it is being written

  input  logic [NumQueues-1:0]        beat_i,
  input  logic [NumQueues-1:0][63:0]  hb_base_i,
  input  logic [NumQueues-1:0][31:0]  beat_count_i,
  input  logic [NumQueues-1:0][63:0]  qstatus_i,
  output logic [NumQueues-1:0]        beat_ack_o,
  input  logic [63:0]                 now_i,
  input  logic [63:0]                 status_i,
  input  logic [63:0]                 accepted_i,
  input  logic [63:0]                 completed_i,
  input  logic [63:0]                 sticky_i,
  input  logic [63:0]                 temp_i,

  output logic                        written_o,    // a completion is on its way, one cycle
  output logic [7:0]                  written_code_o,
  output logic                        written_signed_o,
  output logic [31:0]                 written_cycles_o,

  output logic                        dma_valid_o,
  output logic [63:0]                 dma_addr_o,
  output logic [511:0]                dma_data_o,
  input  logic                        dma_ready_i
);

  typedef enum logic [1:0] {
    StIdle  = 2'd0,
    StFirst = 2'd1,
    StLast  = 2'd2,
    StBeat  = 2'd3
  } state_e;

  localparam int unsigned QueueWidth = NumQueues > 1 ? $clog2(NumQueues) : 1;
  localparam int unsigned PairWidth = NumPairs > 1 ? $clog2(NumPairs) : 1;

  logic [1:0]            state_q;
  logic [QueueWidth-1:0] queue_q, owner, beat_pick;
  logic [PairWidth-1:0]  pair_pick;
  logic                  found, beat_found, beat_turn_q;
  logic [63:0]           addr_q, cookie_q, time_q, tag_q;
  logic [511:0]          data_q;
  logic [31:0]           cycles_q, crc_q;
  logic [7:0]            pair_q, code_q;
  logic                  signed_q, paired_q;

  always_comb begin
    found = 1'b0;
    pair_pick = '0;
    for (int unsigned p = 0; p < NumPairs; p++) begin
      // Of a queue that is flushed, all; else the next in order.
      if (!found && done_i[p] && (flushing_i[queue_i[p][QueueWidth-1:0]]
                                  || seq_i[p] == done_count_i[queue_i[p][QueueWidth-1:0]])) begin
        found = 1'b1;
        pair_pick = PairWidth'(p);
      end
    end
    owner = queue_i[pair_pick][QueueWidth-1:0];
    beat_found = 1'b0;
    beat_pick = '0;
    for (int unsigned q = 0; q < NumQueues; q++) begin
      if (!beat_found && beat_i[q]) begin
        beat_found = 1'b1;
        beat_pick = QueueWidth'(q);
      end
    end
  end

  function automatic logic [63:0] tag_of(logic [31:0] seq, logic [7:0] code, logic [3:0] log2);
    return {TagCompletion, code, !seq[{1'b0, log2}], 15'b0, seq};
  endfunction

  logic take, drop, beat;
  assign take = state_q == StIdle && !stop_i && found && !(beat_found && beat_turn_q);
  assign drop = take && flushing_i[owner];
  assign beat = state_q == StIdle && !stop_i && beat_found && !take;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      queue_q <= '0;
      beat_turn_q <= 1'b0;
    end else begin
      unique case (state_q)
        StIdle: begin
          if (take) begin
            queue_q <= owner;
            beat_turn_q <= 1'b1;
            if (!drop) state_q <= StFirst;
          end else if (beat) begin
            queue_q <= beat_pick;
            beat_turn_q <= 1'b0;
            state_q <= StBeat;
          end
        end
        StFirst: if (dma_valid_o && dma_ready_i) state_q <= StLast;
        default: if (dma_valid_o && dma_ready_i) state_q <= StIdle;
      endcase
    end
  end

  logic [31:0] entry;
  assign entry = seq_i[pair_pick] & ((32'd1 << cq_log2_i[owner]) - 32'd1);

  always_ff @(posedge clk_i) begin
    if (take) begin
      addr_q <= cq_base_i[owner] + {25'b0, entry, 7'b0};
      data_q <= signature_i[pair_pick];
      cookie_q <= cookie_i[pair_pick];
      time_q <= time_i[pair_pick];
      cycles_q <= cycles_i[pair_pick];
      code_q <= code_i[pair_pick];
      signed_q <= signed_i[pair_pick];
      paired_q <= paired_i;
      pair_q <= 8'(pair_pick);
      tag_q <= tag_of(seq_i[pair_pick], code_i[pair_pick], cq_log2_i[owner]);
      crc_q <= ~crc32c(crc_i[pair_pick],
                       tag_of(check_seq_i[pair_pick], check_code_i[pair_pick], cq_log2_i[owner]));
    end else if (beat) begin
      addr_q <= hb_base_i[beat_pick];
      data_q <= {{TagHeartbeat, status_i[7:0], 16'b0, beat_count_i[beat_pick] + 32'd1},
                 qstatus_i[beat_pick], temp_i, sticky_i, completed_i, accepted_i, status_i, now_i};
    end
  end

  always_comb begin
    dma_valid_o = state_q != StIdle && !stop_i;
    dma_addr_o = addr_q;
    dma_data_o = data_q;
    if (state_q == StFirst) dma_data_o = {tag_q, data_q[447:0]};
    if (state_q == StLast) begin
      dma_addr_o = addr_q + 64'd64;
      dma_data_o = {tag_q, 128'b0, {32'b0, crc_q}, {16'b0, pair_q, 7'b0, paired_q && signed_q, cycles_q},
                    time_q, cookie_q, data_q[511:448]};
    end
  end

  always_comb begin
    ack_o = '0;
    complete_o = '0;
    beat_ack_o = '0;
    busy_o = '0;
    if (state_q == StFirst || state_q == StLast) busy_o[queue_q] = 1'b1;
    if (take) ack_o[pair_pick] = 1'b1;
    if (drop) complete_o[owner] = 1'b1;
    if (state_q == StLast && dma_valid_o && dma_ready_i) complete_o[queue_q] = 1'b1;
    if (state_q == StBeat && dma_valid_o && dma_ready_i) beat_ack_o[queue_q] = 1'b1;
  end

  assign written_o = state_q == StLast && dma_valid_o && dma_ready_i;
  assign written_code_o = code_q;
  assign written_signed_o = signed_q;
  assign written_cycles_o = cycles_q;

endmodule
