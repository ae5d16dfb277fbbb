// Runs the flows of a program that uses OSS through Debian's Go SDK (1.5.0) against one server, and tells each flow's
// outcome in a line of JSON: {"flow":"…","error":"…"}, the error empty where all went well.
//
// Arguments: endpoint, AccessKey id, AccessKey secret, a jpg of 400 × 267 pixels, an empty folder to work in.
// The server has a bucket "go-styled" in which "!" parts a key from a style's name, and an empty bucket "go-other".
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

// What the flows share.
type session struct {
	endpoint, id, secret string
	// The jpg, as a path and as bytes.
	picturePath string
	picture     []byte
	folder      string
	client      *oss.Client
	// Made by the first flow; the others find "example.jpg" in it.
	bucket *oss.Bucket
}

const bucketName = "go-sdk"

type flow struct {
	name string
	run  func(*session)
}

// In this order: the first makes the bucket, the last deletes it.
var flows = [][]flow{bucketFlows, objectFlows, accessFlows, processFlows, listFlows, uploadFlows, endFlows}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: flows ENDPOINT ID SECRET PICTURE FOLDER")
		os.Exit(2)
	}
	s := &session{
		endpoint: os.Args[1], id: os.Args[2], secret: os.Args[3],
		picturePath: os.Args[4], folder: os.Args[5],
	}
	var err error
	s.picture, err = os.ReadFile(s.picturePath)
	must(err)
	s.client, err = oss.New(s.endpoint, s.id, s.secret)
	must(err)
	s.bucket, err = s.client.Bucket(bucketName)
	must(err)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, group := range flows {
		for _, each := range group {
			must(out.Encode(struct {
				Flow  string `json:"flow"`
				Error string `json:"error"`
			}{each.name, outcome(s, each)}))
		}
	}
}

// A flow ends early by a panic; what it says is the error.
func outcome(s *session, each flow) (message string) {
	defer func() {
		if reason := recover(); reason != nil {
			message = fmt.Sprint(reason)
		}
	}()
	each.run(s)
	return ""
}

// A path in the folder of the run.
func (s *session) file(name string) string {
	return filepath.Join(s.folder, name)
}
