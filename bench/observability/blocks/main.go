// Writes blocks of a Prometheus from a description of series on standard input, one JSON object a line, into the folder that
// is the only argument. `promtool tsdb create-blocks-from openmetrics` does the same from samples, and would have to parse
// some 20 GB of text for a quarter of a billion of them.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

const (
	hour = int64(3_600_000)
	day  = 24 * hour
	// Prometheus cuts the last hours into blocks of two hours, and joins older ones.
	young = 6 * hour
	// An appender is committed after so many samples, or it would hold all of them twice.
	batch = 50_000
)

// Series is one line: times in milliseconds, and how its value runs over the day.
type Series struct {
	Labels map[string]string `json:"labels"`
	From   int64             `json:"from"`
	To     int64             `json:"to"`
	Step   int64             `json:"step"`
	// Counter sums Mean per second up; a gauge is Mean itself.
	Counter bool    `json:"counter"`
	Mean    float64 `json:"mean"`
	// Swing is the share by which the mean goes up and down with the day, Noise by which each sample strays.
	Swing float64 `json:"swing"`
	Noise float64 `json:"noise"`
	// Digits that a gauge is rounded to behind its point; a counter counts whole things unless it says more.
	Digits int `json:"digits"`

	labels labels.Labels
	seed   uint64
}

func main() {
	if err := run(os.Args[1], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string, input io.Reader) error {
	series, err := read(input)
	if err != nil {
		return err
	}
	var from, to int64 = math.MaxInt64, 0
	for _, s := range series {
		from, to = min(from, s.From), max(to, s.To)
	}
	for start := from - from%(2*hour); start <= to; {
		size := day
		if start+day > to-young {
			size = 2 * hour
		}
		samples, err := writeBlock(folder, series, start, start+size)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "block of %d h: %d samples\n", size/hour, samples)
		start += size
	}
	return nil
}

func read(input io.Reader) ([]*Series, error) {
	var all []*Series
	lines := bufio.NewScanner(input)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		s := &Series{}
		if err := json.Unmarshal(lines.Bytes(), s); err != nil {
			return nil, err
		}
		s.labels = labels.FromMap(s.Labels)
		s.seed = s.labels.Hash()
		all = append(all, s)
	}
	return all, lines.Err()
}

// writeBlock writes what lies in [start, end).
func writeBlock(folder string, series []*Series, start, end int64) (int, error) {
	ctx := context.Background()
	// Twice the size: a writer takes no sample that is older than the newest by half of it, and series come one after the other.
	writer, err := tsdb.NewBlockWriter(slog.New(slog.DiscardHandler), folder, 2*(end-start))
	if err != nil {
		return 0, err
	}
	defer writer.Close()
	total, pending := 0, 0
	appender := writer.Appender(ctx)
	for _, s := range series {
		added, err := s.append(appender, start, end)
		if err != nil {
			return 0, err
		}
		total, pending = total+added, pending+added
		if pending > batch {
			if err := appender.Commit(); err != nil {
				return 0, err
			}
			appender, pending = writer.Appender(ctx), 0
		}
	}
	if err := appender.Commit(); err != nil || total == 0 {
		return 0, err
	}
	_, err = writer.Flush(ctx)
	return total, err
}

func (s *Series) append(appender storage.Appender, start, end int64) (int, error) {
	first := s.From
	if first < start {
		first += (start - first + s.Step - 1) / s.Step * s.Step
	}
	added := 0
	var ref storage.SeriesRef
	for t := first; t < end && t <= s.To; t += s.Step {
		var err error
		if ref, err = appender.Append(ref, s.labels, t, s.value(t)); err != nil {
			return 0, err
		}
		added++
	}
	return added, nil
}

// value depends on the time alone, so that blocks fit together.
func (s *Series) value(t int64) float64 {
	unit := math.Pow(10, float64(s.Digits))
	if s.Counter {
		return math.Floor(s.total(t)*unit) / unit
	}
	value := s.Mean * (1 + s.Swing*wave(t)) * (1 + s.Noise*s.stray(t))
	return math.Round(value*unit) / unit
}

// total is what a counter has counted since its first sample: the mean over the time and over its waves, in closed form.
func (s *Series) total(t int64) float64 {
	seconds := float64(t-s.From) / 1000
	waves := (integral(t) - integral(s.From)) / 1000
	return s.Mean * (seconds + s.Swing*waves)
}

// wave is 1 in the early afternoon and -1 at night, less so at week-ends.
func wave(t int64) float64 {
	return 0.8*math.Sin(phase(t, day)) + 0.2*math.Sin(phase(t, 7*day))
}

func integral(t int64) float64 {
	return -0.8*math.Cos(phase(t, day))*float64(day)/(2*math.Pi) - 0.2*math.Cos(phase(t, 7*day))*float64(7*day)/(2*math.Pi)
}

func phase(t, period int64) float64 {
	return 2 * math.Pi * (float64(t%period)/float64(period) - 0.33)
}

// stray is from -1 to 1, the same for the same series and time.
func (s *Series) stray(t int64) float64 {
	x := s.seed ^ uint64(t)*0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return float64((x^x>>31)>>11)/float64(1<<52) - 1
}
