// Forms with a file, however their bytes come.
#include "daemon/http/upload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/users/temporary_directory.hpp"

namespace roster::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr const char* kType = "multipart/form-data; boundary=XX";
const std::string kForm =
    "--XX\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\nSIS\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
    "--XX\r\nContent-Disposition: form-data; name=\"upload\"; "
    "filename=\"../../etc/a.xml\"\r\nContent-Type: text/xml\r\n\r\n"
    "<users>\r\n--X\r\n\r\n--\r\n</users>\r\n--XX--\r\n";

class Uploads : public testing::Test {
 protected:
  Upload upload(std::uint64_t most = 1000, std::string_view type = kType) const {
    return {type, Upload::Limits{spool(), most}};
  }
  std::filesystem::path spool() const { return directory_.path() / "spool"; }

  /// Why an upload of these bytes is not taken.
  std::string refusal(const std::string& body, std::uint64_t most = 1000) const {
    try {
      Upload taken = upload(most);
      taken.take(body);
      taken.finish();
    } catch (const UploadRefused& refused) {
      return std::to_string(refused.status) + " " + refused.what();
    }
    return "taken";
  }

  static std::string content(const UploadedFile& file) {
    const int fd = file.open();
    std::string bytes(file.size() + 1, '\0');
    bytes.resize(static_cast<std::size_t>(::read(fd, bytes.data(), bytes.size())));
    ::close(fd);
    return bytes;
  }

  test::TemporaryDirectory directory_;
};

TEST_F(Uploads, AreTakenInPiecesOfAnySize) {
  for (std::size_t size = 1; size <= kForm.size(); ++size) {
    Upload taken = upload();
    for (std::size_t at = 0; at < kForm.size(); at += size) taken.take(kForm.substr(at, size));
    taken.finish();
    EXPECT_THAT(taken.values(), ElementsAre(Pair("profile", "SIS"), Pair("empty", ""))) << size;
    ASSERT_TRUE(taken.file()) << size;
    EXPECT_EQ(taken.file()->name(), "a.xml") << "never a path";
    EXPECT_EQ(content(*taken.file()), "<users>\r\n--X\r\n\r\n--\r\n</users>") << size;
  }
}

TEST_F(Uploads, LeaveNoNameInTheSpool) {
  Upload taken = upload();
  taken.take(kForm);
  EXPECT_TRUE(std::filesystem::is_empty(spool()));
}

TEST_F(Uploads, AreReadFromTheStartByEachReader) {
  Upload taken = upload();
  taken.take(kForm);
  EXPECT_EQ(content(*taken.file()), content(*taken.file()));
}

TEST_F(Uploads, WithoutAChosenFileHaveNone) {
  Upload taken = upload();
  taken.take(
      "--XX\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\n\r\n--XX--\r\n");
  taken.finish();
  EXPECT_EQ(taken.file(), nullptr);
  EXPECT_THAT(taken.values(), IsEmpty());
}

TEST_F(Uploads, ThatAreNoFormOrTooLongAreRefused) {
  const std::string none = "400 this is not a form\n";
  EXPECT_EQ(refusal(""), none);
  EXPECT_EQ(refusal("hello, world"), none);
  EXPECT_EQ(refusal(kForm.substr(0, kForm.size() - 6)), none) << "it is cut";
  EXPECT_EQ(refusal(kForm.substr(0, kForm.rfind("--XX--")) + kForm), none) << "two files";
  EXPECT_EQ(refusal(kForm), "taken");
  EXPECT_EQ(refusal(kForm, 10), "413 the file is longer than 10B (roster.yaml: limits.file)\n");
  const std::string field = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
  EXPECT_EQ(refusal(field + std::string(70'000, 'x')), "413 the form is too long\n");
  EXPECT_EQ(refusal("--XX\r\n" + std::string(70'000, 'x')), none);
  EXPECT_THROW(upload(1000, "multipart/form-data"), UploadRefused);
}

TEST_F(Uploads, OfPartsWithoutEndAreRefused) {
  std::string parts;
  for (int i = 0; i < 1100; ++i) parts += "--XX\r\n\r\n\r\n\r\n";
  EXPECT_EQ(refusal(parts), "413 the form is too long\n");
}

TEST_F(Uploads, ThatCannotBeWrittenAreRefused) {
  std::filesystem::create_symlink("/dev/null/nowhere", spool());
  EXPECT_EQ(refusal(kForm), "500 the file cannot be written into the spool\n");
}

}  // namespace
}  // namespace roster::http
